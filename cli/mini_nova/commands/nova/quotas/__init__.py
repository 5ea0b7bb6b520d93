"""Quotas, limits and usage"""

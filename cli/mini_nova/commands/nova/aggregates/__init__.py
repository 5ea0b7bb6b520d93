"""Aggregates and availability zones"""

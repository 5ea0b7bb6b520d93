"""Interfaces and security groups"""

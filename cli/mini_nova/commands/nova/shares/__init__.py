"""Shared file systems of servers"""

"""Interfaces and security groups of servers"""

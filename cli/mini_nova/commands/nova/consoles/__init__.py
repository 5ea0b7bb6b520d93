"""Consoles of servers"""

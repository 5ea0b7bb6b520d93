"""Volumes of servers"""

"""Flavors"""

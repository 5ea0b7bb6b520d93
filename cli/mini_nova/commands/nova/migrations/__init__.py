"""Migrations and actions"""

"""Keypairs"""

"""Hosts: services, hypervisors and agents"""

"""Server groups"""

"""Tags and metadata of servers"""

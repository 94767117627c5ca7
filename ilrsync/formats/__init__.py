"""Readers that format plugins use: CSV, XLSX and XML in, rows or records out."""

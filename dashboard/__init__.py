"""Streamlit pages that read what was published."""

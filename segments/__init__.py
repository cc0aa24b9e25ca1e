"""Whom we address: segments and their lines with campaign-target and response flags."""

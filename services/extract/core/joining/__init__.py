"""Printed parts over page breaks → logical tables."""

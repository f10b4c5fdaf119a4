"""Pages whose cells a text export gives column by column, or in no order at all, set in the order of their rows."""

"""The committed samples with their truths and expectations; made by `python -m samples refresh`."""

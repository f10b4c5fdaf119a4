"""The document model: frozen values, standard library only.

`page` is what readers give, `table` and `document` what reconstruction gives, `finding` what validation gives;
`codec` writes and reads all of them as JSON.
"""

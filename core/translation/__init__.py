"""What Parvis adds to wagtail-localize: services that may fail, PO files of all sorts, two translators at once."""

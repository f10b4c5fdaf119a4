"""The services of yusuan. They never import each other; only the command line (`services.cli`) knows all of them."""

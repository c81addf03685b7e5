"""`python -m studio` is the `layerloom` command."""

from studio.cli import main

if __name__ == "__main__":
    main()

"""``python -m mini_nova`` is the ``mini-nova`` command."""

from mini_nova.main import main

if __name__ == "__main__":
    main()

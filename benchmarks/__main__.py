"""Run the named benchmarks, or list them."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main() -> int:
    names = sorted(f.stem for f in Path(__file__).parent.glob("*.py") if not f.stem.startswith("_"))
    wanted = sys.argv[1:]
    unknown = [w for w in wanted if w not in names]
    if not wanted or unknown:
        print(f"usage: python -m benchmarks NAME…   names: {', '.join(names)}", file=sys.stderr)
        return 2 if unknown else 0
    for name in wanted:
        print(f"\n## {name}\n")
        sys.argv = [f"python -m benchmarks.{name}"]  # several have options of their own
        import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())

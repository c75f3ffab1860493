"""What stands in the place of a program: asks the test what to do, and does it. Started with the socket's address as first word.

Its own file, with the standard library alone: it starts some hundred times.
"""

import json
import os
import socket
import sys


def main() -> None:
    address, *words = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as test, test.makefile("rw") as line:
        test.connect(address)
        line.write(json.dumps({"words": words, "folder": os.getcwd(), "environment": dict(os.environ)}) + "\n")  # noqa: PTH109
        line.flush()
        answer = json.loads(line.readline())
    sys.stdout.write(answer["output"])
    sys.stdout.flush()
    sys.stderr.write(answer["error"])
    if answer["run"]:
        os.execvpe(answer["run"][0], answer["run"], os.environ | answer["environment"])
    sys.exit(answer["code"])


if __name__ == "__main__":
    main()

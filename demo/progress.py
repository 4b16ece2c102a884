"""How far a command is: a bar on a terminal, a line for each step elsewhere."""

from collections.abc import Callable

_WIDTH = 24  # characters


class Progress:
    """Steps told one after the other, each with the share of the whole that is done after it (0 to 1)."""

    def __init__(self, write: Callable[[str], object], on_terminal: bool) -> None:
        self.write, self.on_terminal = write, on_terminal

    def tell(self, share: float, line: str) -> None:
        if not self.on_terminal:
            self.write(f"  {line}\n")
            return
        done = round(share * _WIDTH)
        bar = "█" * done + "░" * (_WIDTH - done)
        # The line before is written over: back to its beginning, and nothing left of it.
        self.write(f"\r\033[K  {bar} {share:4.0%}  {line[:70]}")

    def move(self, share: float, line: str) -> None:
        """The same within a step: no line elsewhere than on a terminal."""
        if self.on_terminal:
            self.tell(share, line)

    def end(self) -> None:
        if self.on_terminal:
            self.write("\r\033[K")

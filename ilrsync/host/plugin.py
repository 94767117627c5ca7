"""One plugin with its hooks, kept apart from every other.

Each has a pluggy manager of its own. A shared manager stops at the first hook that raises and loses
what the other plugins answered (pluggy issue 419), and it reports a misspelt hook for all of them.
"""

from __future__ import annotations

import difflib
import logging
from dataclasses import dataclass
from typing import Any

import pluggy

from ilrsync.errors import PluginError
from ilrsync.host import hookspecs

log = logging.getLogger(__name__)

HOOKS = tuple(sorted(name for name in vars(hookspecs) if name.startswith(f"{hookspecs.PROJECT}_")))


@dataclass(frozen=True)
class PluginInfo:
    """What ``ilrsync plugins`` shows of a plugin.

    ``supplies`` names its formats and outputs; ``problem`` is empty for a working plugin.
    """

    name: str
    version: str
    origin: str
    hooks: tuple[str, ...] = ()
    supplies: tuple[str, ...] = ()
    enabled: bool = True
    problem: str = ""

    def __str__(self) -> str:
        return f'plugin "{self.name}" {self.version} ({self.origin})'


class Plugin:
    """A plugin as the host keeps it; one with a ``problem`` is asked nothing more."""

    def __init__(self, name: str, version: str, origin: str, *, required: bool = False) -> None:
        self.name = name
        self.version = version
        self.origin = origin
        self.required = required
        self.enabled = True
        self.problem = ""
        self.hooks: tuple[str, ...] = ()
        self.supplies: list[str] = []
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)

    def __str__(self) -> str:
        return str(self.info)

    @property
    def works(self) -> bool:
        """Whether it may be asked."""
        return self.enabled and not self.problem

    @property
    def info(self) -> PluginInfo:
        """How it stands now."""
        return PluginInfo(
            self.name,
            self.version,
            self.origin,
            self.hooks,
            tuple(self.supplies),
            self.enabled,
            self.problem,
        )

    def fail(self, problem: str) -> None:
        """Nothing more is asked of the plugin; the reason is kept and logged."""
        self.problem = problem
        log.warning("%s is skipped: %s", self, problem)

    def admit(self, thing: object) -> None:
        """The hooks that *thing* implements answer from now on.

        Raises:
            PluginError: It implements no hook, an unknown one, or one with other arguments.
        """
        try:
            self._manager.register(thing, self.name)
            callers = self._manager.get_hookcallers(thing) or []
            self.hooks = tuple(sorted(caller.name for caller in callers))
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginError(self._misspelt() or str(error)) from error
        if not self.hooks:
            raise PluginError(f"implements no hook; mark one of {', '.join(HOOKS)} with @hookimpl")

    def ask(self, hook: str, **arguments: object) -> Any:
        """What the plugin answers to *hook*: None when it does not implement it."""
        if hook not in self.hooks:
            return None
        caller = getattr(self._manager.hook, hook)
        answer = caller(**arguments)
        if caller.spec.opts["firstresult"]:
            return answer
        return answer[0] if answer else None  # a list of one, for there is one plugin

    def _misspelt(self) -> str:
        for name in self.hooks:
            if name not in HOOKS:
                near = difflib.get_close_matches(name, HOOKS, 1)
                hint = f"write {near[0]}" if near else f"the hooks are {', '.join(HOOKS)}"
                return f"there is no hook {name}; {hint}"
        return ""

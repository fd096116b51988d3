#!/usr/bin/env python3
"""Searches a program that is made of the crate for calls of functions that panic: `audit.py PROGRAM`.

Each call is told by the source that it comes from: the innermost line, of those that were inlined there, that isn't
the standard library's. So a call in a function of the library that was inlined into the crate's code is the crate's. A
call from the crate's own code fails, where no reason is known. What aborts where memory runs out is counted apart: it is
no panic. Functions of the standard library that weren't inlined are counted as its own, whoever calls them.
"""
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

OWN = str(Path(__file__).resolve().parent.parent / "src") + "/"
PANIC = re.compile(
    r"core::panicking::|core::(option|result)::(unwrap|expect)_failed|core::slice::index::slice_\w+_fail"
    r"|core::slice::copy_from_slice_impl::|core::slice::\w*len_mismatch_fail|core::str::slice_error_fail"
    r"|core::cell::panic|core::slice::sort::shared::smallsort::panic|alloc::vec::\S*assert_failed"
    r"|std::panicking::(begin_panic|panic)|core::num::\S*overflow|core::time::\S*overflow|std::alloc::rust_oom\b"
)
# What is left, by file, whether it has a line, and the called function: where it comes from. Calls of no line are
# several that were merged: what jumps to them has lines.
SEARCH = "`str::contains`: the standard library checks the places that it computes itself"
KNOWN = {
    ("listing.rs", True, "core::panicking::panic_fmt"): "`sort_unstable`: texts have a total order",
    ("listing.rs", True, "core::result::unwrap_failed"): "`Arc<[_]>` of a vector, which is no larger than that",
    ("matches/search.rs", True, "core::panicking::panic_bounds_check"): SEARCH,
    ("matches/search.rs", True, "core::str::slice_error_fail"): SEARCH,
    ("value/zone.rs", False, "core::option::unwrap_failed"): "chrono-tz makes an offset of less than a day",
}
MEMORY = re.compile(r"alloc::alloc::handle_alloc_error|alloc::raw_vec::(handle_error|capacity_overflow)")


def output(*command, text=None):
    return subprocess.run(command, check=True, capture_output=True, text=True, input=text).stdout


def calls(program):
    """The address and the name of each called function that panics or aborts."""
    call = re.compile(r"^\s*([0-9a-f]+):\s+(?:\S+ )*(?:call|jmp|j\w+)\s+[0-9a-f]+ <(.+)>\s*$")
    for line in output("objdump", "-d", "-C", "--no-show-raw-insn", program).splitlines():
        found = call.match(line)
        if found and "+0x" not in found[2]:
            yield found[1], re.sub(r"::h[0-9a-f]{16}$", "", found[2])


def frames(program, addresses):
    """For each address the functions and lines that it is of, the innermost first."""
    lines = output("addr2line", "-a", "-C", "-f", "-i", "-e", program, text="\n".join(addresses)).splitlines()
    found = []
    for line in lines:
        if re.fullmatch(r"0x[0-9a-f]+", line):
            found.append([])
        else:
            found[-1].append(line)
    return [list(zip(parts[::2], parts[1::2])) for parts in found]


def origin(parts):
    """The part of the program that a call is of, and the function there."""
    for function, place in parts:
        path = place.rsplit(":", 1)[0]
        if path.startswith(OWN):
            return "filterset", function, place.removeprefix(OWN)
        registry = re.search(r"/registry/src/[^/]+/([^/]+)/", path)
        if registry:
            return registry[1], function, place
        if "/proofs/" in path:
            return "the program itself", function, place
    return "the standard library", parts[-1][0] if parts else "?", ""


def main():
    program = sys.argv[1]
    every = list(calls(program))
    # Of a call the address after it is another line's: its own is right.
    found = [(address, name) for address, name in every if PANIC.search(name) or MEMORY.search(name)]
    places = frames(program, [address for address, _ in found])
    if len(found) != len(places) or not found:
        sys.exit("error: no calls were found, or not each has a place: is the program built with line tables?")
    panics, memory, own, unknown = Counter(), Counter(), [], 0
    for (_, name), parts in zip(found, places):
        part, function, place = origin(parts)
        if MEMORY.search(name):
            memory[part] += 1
            continue
        panics[part] += 1
        if part == "filterset":
            file, line = place.split(" ")[0].rsplit(":", 1)
            reason = KNOWN.get((file, line != "?", name))
            unknown += reason is None
            own.append(f"  {place} in {function} calls {name}: {reason or 'NOT KNOWN'}")
    known = sum("filterset" in name for _, name in every)
    print(f"{len(every)} calls, {known} of functions of filterset")
    print(f"{sum(panics.values())} calls of functions that panic, by the code that they come from:")
    for part, count in panics.most_common():
        print(f"  {count:5} {part}")
    print(f"{sum(memory.values())} calls of what aborts where memory runs out, {memory['filterset']} from filterset")
    print(f"{panics['filterset']} calls of functions that panic from filterset's own code, {unknown} without a reason")
    print("\n".join(sorted(own)))
    if known == 0:
        sys.exit("error: no function of filterset is in the program")
    sys.exit(1 if unknown else 0)


main()

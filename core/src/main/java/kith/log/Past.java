package kith.log;

import kith.lang.Bytes;

/// What later changes need to know of an earlier one: its hash and its time.
public record Past(Bytes hash, long time) {}

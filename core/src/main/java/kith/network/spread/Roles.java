package kith.network.spread;

import kith.broadcast.Role;

/// What goes over a link of a board: what this peer gets from the other side, and what it gives.
public record Roles(Role gets, Role gives) {}

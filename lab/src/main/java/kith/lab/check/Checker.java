package kith.lab.check;

import kith.lab.World;

/// One promise. It throws a [Broken] that says what was found, with the numbers.
public interface Checker {
    /// Looks at a world while things are under way.
    default void glance(World world) {}

    /// Looks at a world in which nothing is under way any more.
    void check(World world);
}

import org.jspecify.annotations.NullMarked;

/// A peer as a JVM process: threads, files, sockets.
@NullMarked
module kith.node {
    requires transitive kith.core;
    requires static transitive org.jspecify;

    exports kith.node.disk;
    exports kith.node.link;
}

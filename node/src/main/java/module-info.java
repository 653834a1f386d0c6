import org.jspecify.annotations.NullMarked;

/// A peer as a JVM process: threads, files, sockets.
@NullMarked
module kith.node {
    requires transitive kith.core;
    requires static transitive org.jspecify;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;

    exports kith.node.crypto;
    exports kith.node.disk;
    exports kith.node.link;
}

import org.jspecify.annotations.NullMarked;

/// A peer as a JVM process: threads, files, sockets.
@NullMarked
module kith.node {
    requires transitive kith.core;
    requires static transitive org.jspecify;
    requires com.google.zxing;
    requires java.management;
    requires java.net.http;
    requires jdk.jfr;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.api;
    requires org.eclipse.jetty.websocket.server;

    exports kith.node;
    exports kith.node.app;
    exports kith.node.app.work;
    exports kith.node.cli;
    exports kith.node.client;
    exports kith.node.crypto;
    exports kith.node.disk;
    exports kith.node.flight;
    exports kith.node.gate;
    exports kith.node.http;
    exports kith.node.http.live; // the server library looks for a socket's methods by reflection
    exports kith.node.http.pipe; // as well
    exports kith.node.http.talk;
    exports kith.node.link;
    exports kith.node.link.pipe;
    exports kith.node.link.wire;
    exports kith.node.measure;
    exports kith.node.verify;
}

package kith.state;

/// Somebody who is told what changed. It must not write: the space refuses a change while it tells.
public interface Observer {
    void changed(Changes changes);
}

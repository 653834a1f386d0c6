package kith.overlay.probe;

/// What is thought of somebody that we are linked to.
public enum Standing {
    ALIVE,
    /// It does not answer us. That may be the link, or us.
    SUSPECT,
    /// It answers hardly any of those who are linked to it.
    GONE
}

package kith.node.http.talk;

/// Where bytes go, in order. May wait until they are gone, for as long as its bound says.
public interface Out {
    /// The array may be used again afterwards.
    void write(byte[] bytes, int start, int end);
}

package kith.identity;

/// Who may write into a space, as far as its name says it.
///
/// A name that begins with `~` belongs to one peer: `~<peer id>` or `~<peer id>/…`, and only that
/// peer writes there. Everybody on the board writes into all others. That the writer is a member is
/// [Members]' to say, and is asked as well.
public final class Access {
    private static final char OWNED = '~';

    private Access() {}

    /// The name of a peer's own space; `rest` may be empty.
    public static String ownSpace(PeerId owner, String rest) {
        return OWNED + owner.text() + (rest.isEmpty() ? "" : "/" + rest);
    }

    /// Whether the name leaves room for `peer`. A name that begins with `~` and does not go on with
    /// a peer id in lower case belongs to nobody: two spellings would be two spaces.
    public static boolean mayWrite(String spaceName, PeerId peer) {
        if (spaceName.isEmpty() || spaceName.charAt(0) != OWNED) {
            return true;
        }
        String own = ownSpace(peer, "");
        return spaceName.startsWith(own)
                && (spaceName.length() == own.length() || spaceName.charAt(own.length()) == '/');
    }
}

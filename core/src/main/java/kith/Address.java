package kith;

import kith.board.Board;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Where a cell is, as people write it: `space/path…` on the default board, `@board/space/path…` on
/// another. `.peer/path…` is this peer's own health.
///
/// A space name is one segment, but for a peer's own space, which is two: `~<peer id>/name`.
///
/// @param board the local name of the board; null for the default one
/// @param space the name of the space; empty for the top of a board
public record Address(@Nullable String board, String space, Path path) {
    /// The space of this peer's own health.
    public static final String PEER = ".peer";

    /// The space of a board's own facts: which spaces there are, where its peers listen.
    public static final String BOARD = Board.FACTS;

    /// Reads the text form; what is wrong with it is said in a `Malformed`.
    public static Address parse(String text) {
        String rest = text.startsWith("/") ? text.substring(1) : text;
        String board = null;
        if (rest.startsWith("@")) {
            int slash = rest.indexOf('/');
            board = rest.substring(1, slash < 0 ? rest.length() : slash);
            rest = slash < 0 ? "" : rest.substring(slash + 1);
        }
        if (rest.isEmpty()) {
            return new Address(board, "", Path.ROOT);
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1); // it changes nothing, as in a path
        }
        int end = endOfSpace(rest);
        String space = end == 0 ? "" : nameOf(rest.substring(0, end));
        if (space.isEmpty() || space.endsWith("/")) {
            throw new Malformed("a space must have a name: " + Malformed.quote(text));
        }
        String path = end == rest.length() ? "" : rest.substring(end + 1);
        return new Address(board, space, Path.parse(path));
    }

    private static int endOfSpace(String rest) {
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return rest.length();
        }
        boolean own = rest.charAt(0) == '~' && slash == 1 + PeerId.TEXT_CHARS;
        if (!own) {
            return slash;
        }
        int second = rest.indexOf('/', slash + 1);
        return second < 0 ? rest.length() : second;
    }

    private static String nameOf(String text) {
        boolean plain = text.equals(PEER) || text.equals(BOARD);
        boolean own = text.charAt(0) == '~' && text.length() >= 1 + PeerId.TEXT_CHARS;
        if (plain || own) {
            return text;
        }
        return Path.parse(text).name();
    }

    /// The text form of a space's name.
    public static String text(String space) {
        boolean plain = space.equals(PEER) || space.equals(BOARD);
        return plain || space.startsWith("~") ? space : Path.of(space).toText();
    }
}

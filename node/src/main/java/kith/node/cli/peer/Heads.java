package kith.node.cli.peer;

import java.util.ArrayList;
import java.util.List;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.client.Field;

/// The last change of each chain: whose it is, and which number, in lines of a bounded length.
///
/// An author who began anew has several chains, which are told apart by their incarnation; those
/// after a fork have one incarnation, and are told apart by the hash at which they part.
public final class Heads {
    /// The rest is counted.
    private static final int SHOWN = 6;

    /// What is left of 80 columns behind the name of a peer.
    private static final int LINE_CHARS = 66;

    private static final int BRANCH_CHARS = 4;

    private Heads() {}

    /// `all` are the chains of the space; `heads` may be some of them.
    public static List<String> lines(Field heads, List<String> all) {
        List<String> names = heads.names();
        var items = new ArrayList<String>();
        for (String name : names.subList(0, Math.min(SHOWN, names.size()))) {
            items.add(chain(name, all) + " at " + Numbers.grouped(heads.at(name).number()));
        }
        if (names.size() > SHOWN) {
            items.add("and " + (names.size() - SHOWN) + " more");
        }
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String item : items) {
            if (!line.isEmpty() && line.length() + 2 + item.length() > LINE_CHARS) {
                lines.add(line.append(',').toString());
                line = new StringBuilder();
            }
            line.append(line.isEmpty() ? "" : ", ").append(item);
        }
        lines.add(line.toString());
        return lines;
    }

    /// A chain is called `author.incarnation` or `author.incarnation.branch`.
    private static String chain(String name, List<String> all) {
        String author = part(name, 0);
        int incarnations = 0;
        int branches = 0;
        for (String other : all) {
            boolean same = part(other, 0).equals(author);
            incarnations += same ? 1 : 0;
            branches += same && part(other, 1).equals(part(name, 1)) ? 1 : 0;
        }
        String shown = Prefix.shown(author);
        if (incarnations > 1) {
            shown += '.' + part(name, 1);
        }
        String branch = part(name, 2);
        boolean told = branches > 1 && branch.length() > BRANCH_CHARS;
        return told ? shown + '/' + branch.substring(0, BRANCH_CHARS) : shown;
    }

    private static String part(String name, int index) {
        int start = 0;
        for (int i = 0; i < index; i++) {
            int dot = name.indexOf('.', start);
            if (dot < 0) {
                return "";
            }
            start = dot + 1;
        }
        int end = name.indexOf('.', start);
        return name.substring(start, end < 0 ? name.length() : end);
    }
}

package kith.lab.check;

import java.util.List;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.port.Note;

/// Peers that keep the rules never accuse each other of breaking them.
public final class NotesQuiet implements Checker {
    private static final List<String> ACCUSATIONS =
            List.of("signature-wrong", "change-malformed", "message-malformed", "store-damaged");

    @Override
    public void check(World world) {
        for (SimPeer peer : world.peers()) {
            if (peer.isHonest()) {
                peer.notes().forEach(note -> check(peer, note));
            }
        }
    }

    private static void check(SimPeer peer, Note note) {
        for (String code : ACCUSATIONS) {
            if (note.code().equals(code) || note.detail().startsWith(code)) {
                throw new Broken(peer + " noted " + note);
            }
        }
    }
}

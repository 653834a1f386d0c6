package kith.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.state.Writing;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Real nodes on loopback with homes that are gone afterwards.
public final class Peers implements AutoCloseable {
    private final Path folder;
    private final List<Node> nodes = new ArrayList<>();

    public Peers() {
        try {
            folder = Files.createTempDirectory("kith-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path home(String name) {
        return folder.resolve(name);
    }

    public NodeConfig config(String name) {
        return NodeConfig.of(home(name)).listening("127.0.0.1", 0);
    }

    public Node start(String name) {
        return start(config(name));
    }

    public Node start(String name, UnaryOperator<NodeConfig> with) {
        return start(with.apply(config(name)));
    }

    public Node start(NodeConfig config) {
        Node node = Node.start(config);
        nodes.add(node);
        return node;
    }

    // What a program in the same process would do

    static Address address(String text) {
        return Address.parse(text);
    }

    /// As a change of its own.
    static Answer.Written put(Node node, String address, Value value) {
        return write(node, address, new Writing.Put(address(address).path(), value));
    }

    static void remove(Node node, String address) {
        write(node, address, new Writing.Remove(address(address).path()));
    }

    private static Answer.Written write(Node node, String address, Writing.Edit edit) {
        var write = new Command.Write(address(address), List.of(edit), List.of(), false);
        Answer answer = node.driver().call(write);
        if (answer instanceof Answer.Written written) {
            return written;
        }
        throw new AssertionError(answer);
    }

    static @Nullable Value get(Node node, String address) {
        Answer answer = node.driver().call(Command.Read.all(address(address)));
        return answer instanceof Answer.Found found ? found.cells().value() : null;
    }

    static String invite(Node node) {
        return invite(node, null);
    }

    /// To that board; null is the default one.
    static String invite(Node node, @Nullable String board) {
        var random = new SecureRandom();
        var bytes = new byte[InvitationLink.SECRET_BYTES];
        random.nextBytes(bytes);
        var crypto = new NodeCrypto();
        Bytes secret = Bytes.wrap(bytes);
        var key = crypto.publicKey(InvitationLink.inviteSeed(secret, crypto.hasher()));
        Answer answer =
                node.driver().call(new Command.Invite(board, secret, key, 1, 0, "for a test"));
        if (answer instanceof Answer.Invited invited) {
            return invited.link();
        }
        throw new AssertionError(answer);
    }

    static Answer join(Node node, String link) {
        var parsed = InvitationLink.parse(link, new NodeCrypto().hasher());
        return node.driver().call(new Command.Join(parsed, null));
    }

    @Override
    public void close() {
        nodes.forEach(Node::stop);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

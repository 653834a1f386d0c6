package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.client.Field;
import kith.value.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `kith doctor` says of real peers whose neighbours get through, do not, or are none.
final class DoctorTest {
    @TempDir private Path folder;

    private NodeConfig config(String name) {
        return NodeConfig.of(folder.resolve(name)).listening("127.0.0.1", 0);
    }

    @Test
    void eachAddressHasALineWithWhoCameThroughOrWhatItWasTold() throws Exception {
        Node ann = Node.start(config("ann").in("eu"));
        Node ben = Node.start(config("ben").advertising(List.of("127.0.0.1:1")));
        try {
            Typed alone = Typed.at(ann.home(), "doctor");
            assertTrue(alone.out().contains("(reach-unasked)"), alone::out);
            String link = Typed.at(ann.home(), "invite").good().strip();
            Typed.at(ben.home(), "join", link).good();
            String shut = "!  127.0.0.1:1 is not reached by " + ann.id().shortText() + " (eu): ";
            WithPeersTest.eventually(
                    "ann knows where ben says that he listens",
                    () -> Typed.at(ben.home(), "doctor").good().contains(shut));
            Typed told = Typed.at(ben.home(), "doctor");
            String line = told.out().lines().filter(one -> one.startsWith(shut)).findFirst().get();
            assertTrue(line.contains("nobody was reached at 127.0.0.1:1"), line);
            assertTrue(line.endsWith("(unreachable)"), line);
            String open = " is reached over TCP by " + ben.id().shortText() + " in ";
            assertTrue(Typed.at(ann.home(), "doctor").good().contains(open));
            staysLinkedOnce(ann, ben);
        } finally {
            ann.stop();
            ben.stop();
        }
    }

    /// However often they call each other.
    private static void staysLinkedOnce(Node ann, Node ben) throws Exception {
        String since = link(ann, ben).at("since").toString();
        for (int i = 0; i < 5; i++) {
            Field told = json(ann, "doctor", "--json");
            Field place = told.at("reach").at("addresses").items().getFirst();
            assertTrue(place.at("tries").items().getFirst().at("reached").flag(), told::toString);
        }
        assertEquals(since, link(ann, ben).at("since").toString());
        assertFalse(json(ann, "status", "--json").at("links").names().isEmpty());
    }

    private static Field link(Node at, Node to) throws Exception {
        return json(at, "status", "--json").at("links").at(to.id().text());
    }

    private static Field json(Node at, String... words) {
        return new Field(Json.parse(Typed.at(at.home(), words).good()));
    }
}

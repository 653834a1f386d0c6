package kith.node.cli.swarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.node.Home;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Failure;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The peers of a swarm, as the file `swarm.json` in their folder has them.
///
/// @param folder in which their homes are
/// @param members in the order of their names; the first founds the board
record Swarm(Path folder, List<Member> members) {
    private static final String FILE = "swarm.json";

    /// One peer.
    ///
    /// @param name what its home is called
    /// @param region empty where it says none
    /// @param port where it listens, also when it is started again: the others look for it there; 0
    ///     before its first start
    record Member(String name, String region, int port) {
        Member at(int chosen) {
            return new Member(name, region, chosen);
        }

        Value.Obj written() {
            return new Answer()
                    .text("name", name)
                    .text("region", region)
                    .number("port", port)
                    .object();
        }

        static Member read(Field from) {
            int port = (int) from.at("port").number();
            return new Member(from.at("name").text(), from.at("region").text(), port);
        }
    }

    Swarm {
        members = List.copyOf(members);
    }

    /// A new one of as many peers as there are regions, a region for each.
    static Swarm of(Path folder, List<String> regions) {
        var members = new ArrayList<Member>();
        for (int i = 0; i < regions.size(); i++) {
            String number = Integer.toString(i + 1);
            members.add(new Member("0".repeat(2 - number.length()) + number, regions.get(i), 0));
        }
        return new Swarm(folder, members);
    }

    /// The one in that folder.
    static Swarm in(Path folder) throws IOException {
        Swarm swarm = find(folder);
        if (swarm == null) {
            throw Failure.of(
                    "not-found",
                    "there is no swarm in " + folder,
                    "Start one, for example with `kith swarm up 16`.");
        }
        return swarm;
    }

    /// The one in that folder; null when there is none.
    static @Nullable Swarm find(Path folder) throws IOException {
        try {
            var members = new ArrayList<Member>();
            byte[] content = Files.readAllBytes(folder.resolve(FILE));
            for (Field one : new Field(Json.parse(content)).at("peers").items()) {
                members.add(Member.read(one));
            }
            return new Swarm(folder, members);
        } catch (NoSuchFileException none) {
            return null;
        } catch (Malformed nonsense) {
            throw Failure.of(
                    "home-unusable",
                    folder.resolve(FILE) + " is no list of peers: " + nonsense.getMessage(),
                    "Stop what runs below that folder, and move it away.");
        }
    }

    Home home(Member member) {
        return Home.at(folder.resolve(member.name));
    }

    Swarm withRegions(List<String> regions) {
        var changed = new ArrayList<Member>();
        for (int i = 0; i < members.size(); i++) {
            changed.add(new Member(members.get(i).name, regions.get(i), members.get(i).port));
        }
        return new Swarm(folder, changed);
    }

    /// Keeps it in its folder.
    void write() throws IOException {
        Files.createDirectories(folder);
        var peers = new ArrayList<Value>();
        members.forEach(member -> peers.add(member.written()));
        Value all = new Answer().value("peers", Value.Array.of(peers)).object();
        Files.writeString(folder.resolve(FILE), Json.printIndented(all) + "\n");
    }
}

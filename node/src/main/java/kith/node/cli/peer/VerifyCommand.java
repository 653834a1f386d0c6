package kith.node.cli.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import kith.node.Home;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Progress;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.node.crypto.NodeCrypto;
import kith.node.disk.FileDisk;
import kith.node.verify.Fault;
import kith.node.verify.Findings;
import kith.node.verify.FolderView;
import kith.node.verify.StoreCheck;
import kith.store.Disk;
import kith.store.DiskFailure;
import kith.store.Segment;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith verify`: reads the whole store back.
public final class VerifyCommand implements Command {
    /// A peer that runs may write a segment anew while it is read, and then its file is gone: it is
    /// begun again, so often.
    private static final int TRIES_MAX = 3;

    @Override
    public Spec spec() {
        return new Spec(
                "verify",
                List.of(),
                List.of(),
                "reads the whole store back and checks all of it",
                """
                Reads every byte and checks every checksum, hash, signature and bound: that each
                change follows the one before it, that what it names is there and older, that its
                author signed it, that members were let in by members. Changes nothing.

                A peer may run meanwhile: then what it says is durable is checked.

                Ends with 0 when all is sound. Otherwise it prints each fault with file, place and
                record, and ends with 1.
                """,
                List.of("kith verify", "kith --home /backup/kith verify"));
    }

    @Override
    public int run(Call call) throws IOException, PeerRefusal {
        Home home = call.home();
        if (!Files.isDirectory(home.store())) {
            throw Failure.of(
                    "store-missing", "there is no store in " + home, "Is that the home of a peer?");
        }
        for (int tries = 1; ; tries++) {
            try {
                return verify(home, call.terminal());
            } catch (DiskFailure failure) {
                boolean gone = failure.reason() == DiskFailure.Reason.ABSENT;
                if (!gone || tries == TRIES_MAX) {
                    throw Failure.of(
                            "disk-read-failed",
                            "the store cannot be read to its end: " + failure.getMessage(),
                            "Copy what can be read to another disk before anything else.");
                }
            }
        }
    }

    private static int verify(Home home, Terminal terminal) throws IOException, PeerRefusal {
        String durable = durable(home);
        try (FileDisk files = FileDisk.readOnly(home.store())) {
            Disk disk = durable == null ? files : FolderView.upTo(files, durable);
            return check(disk, durable, terminal);
        }
    }

    /// Up to where a peer that runs there says its log is on the disk; null when none runs.
    private static @Nullable String durable(Home home) throws IOException, PeerRefusal {
        try (PeerClient peer = PeerClient.of(home)) {
            if (peer == null) {
                return null;
            }
            String durable = new Field(peer.read(Target.of(".peer/store/durable"))).text();
            if (durable.isEmpty()) {
                throw Failure.of(
                        "peer-unreachable",
                        "the peer that runs there does not say what it has on the disk",
                        "Is it of another version? Stop it, and verify again.");
            }
            return durable;
        }
    }

    private static int check(Disk disk, @Nullable String durable, Terminal terminal) {
        long total = 0;
        for (String file : disk.list()) {
            total += Segment.number(file) > 0 ? disk.size(file) : 0;
        }
        var progress = new Progress(terminal, "verifying", total, Numbers::bytes);
        long start = System.nanoTime();
        Findings findings;
        try {
            findings = StoreCheck.run(disk, new NodeCrypto(), durable == null, progress::at);
        } finally {
            progress.end();
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        terminal.answer(answer(findings, durable, millis));
        show(findings, durable, millis, terminal);
        return findings.sound() ? Exit.OK : Exit.PROBLEM;
    }

    private static Answer answer(Findings findings, @Nullable String durable, long millis) {
        var faults = new ArrayList<Value>();
        for (Fault fault : findings.faults()) {
            faults.add(
                    new Answer()
                            .text("file", fault.file())
                            .number("offset", fault.offset())
                            .text("record", fault.record())
                            .text("what", fault.what())
                            .object());
        }
        return new Answer()
                .flag("sound", findings.sound())
                .number("bytes", findings.bytes())
                .number("records", findings.records())
                .number("sections", findings.sections())
                .number("spaces", findings.spaces())
                .number("changes", findings.changes())
                .number("signatures", findings.signatures())
                .number("unsigned", findings.unsigned())
                .number("tailBytes", findings.tailBytes())
                .value("upTo", durable == null ? null : new Value.Text(durable))
                .texts("remarks", findings.remarks())
                .number("faultsTotal", findings.faultsTotal())
                .value("faults", Value.Array.of(faults))
                .number("millis", millis);
    }

    private static void show(
            Findings findings, @Nullable String durable, long millis, Terminal terminal) {
        var rows = new Columns();
        rows.row(
                "read",
                Numbers.bytes(findings.bytes())
                        + ", "
                        + Numbers.count(findings.records(), "record")
                        + ", "
                        + Numbers.count(findings.sections(), "section")
                        + " of checkpoints");
        rows.row(
                "checked",
                Numbers.count(findings.changes(), "change")
                        + " in "
                        + Numbers.count(findings.spaces(), "space")
                        + ", "
                        + Numbers.count(findings.signatures(), "signature"));
        if (durable != null) {
            rows.row("up to", durable + ", what the peer that runs has on the disk");
        }
        if (findings.unsigned() > 0) {
            rows.row("not signed yet", Numbers.count(findings.unsigned(), "change"));
        }
        if (findings.tailBytes() > 0) {
            String bytes = Numbers.bytes(findings.tailBytes());
            rows.row("unfinished", bytes + " at the end, which the next start cuts off");
        }
        rows.lines("").forEach(terminal::line);
        findings.remarks().forEach(remark -> terminal.line("note: " + remark));
        for (Fault fault : findings.faults()) {
            terminal.line(terminal.paint(Ink.RED, "! ") + fault.text());
        }
        verdict(findings, millis, terminal);
    }

    private static void verdict(Findings findings, long millis, Terminal terminal) {
        if (findings.sound()) {
            terminal.line(terminal.paint(Ink.GREEN, "sound") + ", in " + Numbers.seconds(millis));
            return;
        }
        terminal.line(
                terminal.paint(Ink.RED, Numbers.count(findings.faultsTotal(), "fault"))
                        + ", in "
                        + Numbers.seconds(millis));
        terminal.line(
                "What is sound stays usable, and other peers can send again what they have. Copy"
                        + " the home before");
        terminal.line(
                "anything else, and look at the disk: kith invents nothing in place of what is bad.");
    }
}

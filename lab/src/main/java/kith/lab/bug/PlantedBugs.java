package kith.lab.bug;

import java.util.List;
import kith.lab.bug.Mistake.Answers;
import kith.lab.bug.Mistake.Becomes;
import kith.lab.bug.Mistake.Bends;
import kith.lab.bug.Mistake.Confuses;
import kith.lab.bug.Mistake.Keeps;
import kith.lab.bug.Mistake.LeavesOut;
import kith.lab.bug.Mistake.Repeats;
import kith.lab.bug.Mistake.Replaces;
import kith.lab.bug.Mistake.Twists;

/// All bugs that can be planted, one at a time.
public final class PlantedBugs {
    public static final List<PlantedBug> ALL =
            List.of(
                    new PlantedBug(
                            "past-unchecked",
                            "A change is taken in before those that it names are here.",
                            new Alteration("kith.log.Intake$Taking", "isPastHere", new Answers(1)),
                            new Alteration("kith.replica.Replica", "isPastHere", new Answers(1))),
                    new PlantedBug(
                            "early-promise",
                            "A write is called durable when it is applied, before the disk synced.",
                            new Alteration("kith.replica.Replica", "isDurable", new Answers(1))),
                    new PlantedBug(
                            "lone-clock",
                            "The clock takes over nothing from what is read, so an answer can be"
                                    + " before its question.",
                            new Alteration(
                                    "kith.replica.OwnChain",
                                    "stamp",
                                    new Replaces("kith.replica.Replica.timeLast", "timeLastOfOwn")),
                            new Alteration(
                                    "kith.log.ChangeGraph",
                                    "inOrder",
                                    new LeavesOut("kith.log.Past.time", 0))),
                    new PlantedBug(
                            "tie-by-number",
                            "Of two writes at one time that one wins whose author this peer met"
                                    + " later.",
                            new Alteration(
                                    "kith.log.ChangeGraph",
                                    "compare",
                                    new Becomes("compareNumbers"))),
                    new PlantedBug(
                            "again-unheard",
                            "Who asks to be sent something again is not sent it.",
                            new Alteration(
                                    "kith.sync.Feed",
                                    "has",
                                    new LeavesOut("kith.sync.Feed.sendAgain", 0))),
                    new PlantedBug(
                            "credit-kept",
                            "The credit for what was taken in is never given back.",
                            new Alteration("kith.sync.flow.Credit", "settled", new Answers(0))),
                    new PlantedBug(
                            "same-incarnation",
                            "After a crash a peer writes on in the chain whose end it may have"
                                    + " lost.",
                            new Alteration(
                                    "kith.replica.OwnChain", "abandon", new Keeps("abandoned"))),
                    new PlantedBug(
                            "cut-too-far",
                            "A torn tail is cut off at the beginning of its sector, with whole"
                                    + " records before it.",
                            new Alteration(
                                    "kith.store.Recovery",
                                    "cut",
                                    new Bends("kith.store.Position.offset", "sectorStart"))),
                    new PlantedBug(
                            "counted-twice",
                            "What a peer writes itself is applied twice.",
                            new Alteration(
                                    "kith.replica.OwnChain",
                                    "write",
                                    new Repeats("kith.state.Space.apply"))),
                    new PlantedBug(
                            "blurred-checkpoint",
                            "A checkpoint has some cells as they were when it began and some as"
                                    + " they were later.",
                            new Alteration(
                                    "kith.state.Merge",
                                    "touch",
                                    new LeavesOut("kith.state.StateImage.rescue", 0))),
                    new PlantedBug(
                            "delete-unseen",
                            "Deleting a subtree hides also what its author had not seen.",
                            new Alteration(
                                    "kith.state.Merge",
                                    "unsetAll",
                                    new Twists("kith.state.Cell.unset", "seesAll"))),
                    new PlantedBug(
                            "deps-forgotten",
                            "An author is taken to have seen only its own changes.",
                            new Alteration(
                                    "kith.log.ChangeGraph",
                                    "seenBy",
                                    new LeavesOut("kith.log.AuthorChain.seen", 0))),
                    new PlantedBug(
                            "removed-remains",
                            "What a removed member wrote stays where it was applied before the"
                                    + " removal came.",
                            new Alteration(
                                    "kith.replica.Counting", "limitOne", new Keeps("stale"))),
                    new PlantedBug(
                            "sync-by-sending",
                            "Peers are called in sync as soon as everything was sent.",
                            new Alteration(
                                    "kith.sync.SpaceLink",
                                    "told",
                                    new Confuses("kith.sync.Feed.durable", "sent"))),
                    new PlantedBug(
                            "sketch-unread",
                            "What comes out of a sketch is ignored, so that heads that differ are"
                                    + " taken for equal.",
                            new Alteration("kith.sync.heads.Comparison", "note", new Answers(0))),
                    new PlantedBug(
                            "parent-untold",
                            "A cell that comes alive or dies with its last child is not reported.",
                            new Alteration(
                                    "kith.state.Merge",
                                    "flip",
                                    new LeavesOut("kith.state.Merge.touch", 0))));

    private PlantedBugs() {}

    /// The bug of that name.
    public static PlantedBug named(String name) {
        for (PlantedBug bug : ALL) {
            if (bug.name().equals(name)) {
                return bug;
            }
        }
        throw new IllegalArgumentException("there is no bug " + name + ", see --bugs");
    }
}

package kith.house;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/// The rules of the rooms and of the modules around them, as functions from what was read to what
/// is wrong with it. [ArchitectureTest] holds the repository to them, [PlantedTest] planted faults.
final class Architecture {
    /// The packages of ours that a module may mention. `kith` stands for the core's packages only.
    record ModuleRule(String module, String ownPackage, List<String> others) {}

    static final List<ModuleRule> MODULES =
            List.of(
                    new ModuleRule("core", "kith", List.of()),
                    new ModuleRule("node", "kith.node", List.of("kith")),
                    new ModuleRule("lab", "kith.lab", List.of("kith", "kith.node", "kith.browser")),
                    new ModuleRule("browser", "kith.browser", List.of("kith")),
                    new ModuleRule(
                            "examples",
                            "kith.examples",
                            List.of("kith.node.app", "kith.value", "kith.signal")));

    /// The packages of the modules around the core.
    private static final List<String> OUTER =
            List.of("kith.node", "kith.lab", "kith.browser", "kith.examples");

    /// A package of the node and what it must leave alone.
    record NodeRule(String from, List<String> banned, String reason) {}

    private static final String PORT = "a port knows its device and nothing else of the node";

    static final List<NodeRule> NODE =
            List.of(
                    new NodeRule(
                            "kith.node.cli",
                            List.of("kith", "kith.state", "kith.log", "kith.sync", "kith.crdt"),
                            "the command line is a client of the tree and has no private door"),
                    new NodeRule(
                            "kith.node",
                            List.of("kith.node.cli"),
                            "the command line starts the node, never the other way round"),
                    new NodeRule(
                            "kith.node.disk", List.of("kith.node.link", "kith.node.http"), PORT),
                    new NodeRule(
                            "kith.node.link", List.of("kith.node.disk", "kith.node.http"), PORT),
                    new NodeRule(
                            "kith.node.crypto", List.of("kith.node.link", "kith.node.http"), PORT));

    private Architecture() {}

    /// What the classes of the core use against the import table.
    static List<String> againstTable(List<Use> uses) {
        Set<String> broken = new LinkedHashSet<>();
        for (Use use : uses) {
            if (use.type().startsWith("kith.")) {
                String objection = Rooms.objection(packageOf(use.from()), packageOf(use.type()));
                if (!objection.isEmpty()) {
                    broken.add(use + ", but " + objection);
                }
            }
        }
        return List.copyOf(broken);
    }

    /// What the classes of the core use against the bans.
    static List<String> againstBans(List<Use> uses) {
        Set<String> broken = new LinkedHashSet<>();
        for (Use use : uses) {
            for (Ban ban : Bans.brokenBy(use)) {
                broken.add(use + "; instead: " + ban.instead());
            }
        }
        return List.copyOf(broken);
    }

    /// What a source of any module mentions against the table, its module and its package.
    static List<String> against(Source source) {
        if (source.path().endsWith("module-info.java")) {
            return List.of(); // it names packages, and uses none
        }
        var broken = new ArrayList<String>();
        ModuleRule rule = ruleOf(source.module());
        if (!within(source.packageName(), rule.ownPackage())) {
            broken.add(source.path() + " is in a package outside " + rule.ownPackage());
        }
        for (String mention : source.mentions()) {
            String used = packageOf(mention);
            if (!within(used, rule.ownPackage())
                    && rule.others().stream().noneMatch(other -> within(used, other))) {
                broken.add(source.path() + " mentions " + mention + ": not for " + rule.module());
            }
            broken.addAll(againstRooms(source, mention));
        }
        return broken;
    }

    private static List<String> againstRooms(Source source, String mention) {
        var broken = new ArrayList<String>();
        String from = source.packageName();
        String used = packageOf(mention);
        if (source.inMain() && source.module().equals("core")) {
            String objection = Rooms.objection(from, used);
            if (!objection.isEmpty()) {
                broken.add(source.path() + " mentions " + mention + ", but " + objection);
            }
        }
        for (NodeRule rule : NODE) {
            boolean holds = source.inMain() && prefixed(from, rule.from());
            for (String banned : rule.banned()) {
                if (holds && reaches(used, banned) && !reaches(from, banned)) {
                    broken.add(source.path() + " mentions " + mention + ": " + rule.reason());
                }
            }
        }
        return broken;
    }

    /// Whether a package is the banned one or lies in it; the door is the package `kith` alone.
    private static boolean reaches(String packageName, String banned) {
        return banned.equals("kith") ? packageName.equals("kith") : prefixed(packageName, banned);
    }

    private static ModuleRule ruleOf(String module) {
        return MODULES.stream()
                .filter(rule -> rule.module().equals(module))
                .findAny()
                .orElseThrow();
    }

    /// The package in a name such as `kith.log.Stamp.time`: what stands before the first capital.
    static String packageOf(String name) {
        var out = new StringJoiner(".");
        for (String part : name.split("\\.")) {
            if (part.isEmpty() || Character.isUpperCase(part.charAt(0))) {
                break;
            }
            out.add(part);
        }
        return out.toString();
    }

    private static boolean within(String packageName, String root) {
        boolean outer = OUTER.stream().anyMatch(each -> prefixed(packageName, each));
        return prefixed(packageName, root) && !(root.equals("kith") && outer);
    }

    private static boolean prefixed(String packageName, String root) {
        return packageName.equals(root) || packageName.startsWith(root + ".");
    }
}

// The words of Kith, each in a few plain sentences, as far as what they name is there.
import { href } from "./router.js";

export type Word = { readonly word: string; readonly means: string; readonly where?: { readonly href: string; readonly title: string } };

export const WORDS: readonly Word[] = [
  {
    word: "cell",
    means: "A place in the tree that holds a value, or other cells. Whoever looks at one is told when it changes, and a cell is told of every change below it. Everything here is a cell, this peer's own health too.",
    where: { href: "/", title: "The tree" },
  },
  {
    word: "path",
    means: "The way to a cell: names with slashes between. In a name, a slash is written ~1, a tilde ~0, a dot at the front ~., and the empty name ~_.",
  },
  {
    word: "value",
    means: "What a cell holds: a text, a number, yes or no, null, a list, an object, or bytes. Whole numbers have 64 bits and are not rounded.",
  },
  {
    word: "text",
    means: "A cell into which many people type at once, online or not. What each typed stays, and everybody ends with the same text. Its past can be walked through, and Undo takes back only one's own.",
  },
  {
    word: "space",
    means: "A tree with a change log of its own; the first name of an address. Peers of a board share spaces as a whole. Two members who begin one under the same name have begun the same one.",
    where: { href: href("peers"), title: "Who has which" },
  },
  {
    word: "board",
    means: "A community of peers with its own spaces. It begins with one founder and grows by invitations. A peer can be on several; one of them is the default, whose spaces are written without its name.",
    where: { href: href("boards"), title: "The boards" },
  },
  {
    word: "peer",
    means: "One running Kith with a key of its own. Its id is its public key, so nobody else can speak in its name. All peers are equal; there is no server.",
  },
  {
    word: "member",
    means: "A peer that belongs to a board: it founded it, or it used an invitation of a member. The chain of invitations from the founder to it is the proof.",
    where: { href: href("boards"), title: "The members" },
  },
  {
    word: "invitation",
    means: "A link that lets its holder onto a board, as often and as long as it says. It names peers to begin with. It can be taken back as long as it is open.",
  },
  {
    word: "change",
    means: "What is written at once: one or more edits, with its author, its number in its author's chain, a time, and what it follows on. Nobody can alter a change afterwards without everybody noticing.",
    where: { href: href("changes"), title: "The changes" },
  },
  {
    word: "chain",
    means: "All changes of one author in one space, one behind the other. After a stop that was not clean an author begins a new one; both count.",
  },
  {
    word: "head",
    means: "The newest change of a chain, with its author's signature. The signature vouches for all of the chain. Where two peers have the same heads, they show the same state.",
    where: { href: href("peers"), title: "Heads compared" },
  },
  {
    word: "version",
    means: "What somebody had seen: the newest changes that nothing else follows on. A write says against which version it was made.",
  },
  {
    word: "conflict",
    means: "Two authors wrote to one cell without having seen each other's. Nothing is lost: the newer one is shown, the other stays beside it until somebody chooses.",
  },
  {
    word: "link",
    means: "An encrypted connection between two peers, each of which has proved who it is. Links to members open by themselves.",
    where: { href: href("peers"), title: "The links" },
  },
  {
    word: "in sync",
    means: "Both sides have the same changes with the same hashes. It is measured and never guessed.",
  },
  {
    word: "durable",
    means: "On the disk in such a way that a loss of power does not take it. A change is applied at once, and is durable a moment later.",
    where: { href: href("store"), title: "The store" },
  },
  {
    word: "fork",
    means: "Two different changes with one number in one chain. It happens when one home runs twice, or a key was copied. Both are kept, and the pair of them is the proof.",
  },
  {
    word: "void",
    means: "A change whose author was removed from the board before it counts. It stays in the log, since others follow on it, and does nothing.",
  },
  {
    word: "store",
    means: "The files in which a peer keeps its changes. Each record has a checksum, so damage is found, and what is sound stays usable.",
    where: { href: href("store"), title: "The store" },
  },
  {
    word: "checkpoint",
    means: "A picture of the state in the store, so that a start need not read every change from the beginning.",
  },
];

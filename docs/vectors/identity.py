#!/usr/bin/env python3
"""The independent twin of kith.identity's formats and of its signature rule.

Written from docs/protocol/identity.md and RFC 8032, with nothing but the standard library. Run it
in this folder: it writes identity.json and ed25519.json, which the Java tests read. Where an RFC
gives the expected value, it is checked here too.
"""
import hashlib, hmac, json

# --- Ed25519, slow and plain (RFC 8032 section 5.1) ------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
ZERO = (0, 1)


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P)


def times(n, a):
    out = ZERO
    for bit in bin(n)[2:]:
        out = add(out, out)
        if bit == '1':
            out = add(out, a)
    return out


def neg(a):
    return (-a[0] % P, a[1])


def encode(a):
    return (a[1] | (a[0] & 1) << 255).to_bytes(32, 'little')


def decode(b):
    """The point, or None when the encoding is not canonical or no point."""
    n = int.from_bytes(b, 'little')
    sign, y = n >> 255, n & (2**255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT % P
    if v * x * x % P != u or x == 0 and sign:
        return None
    return (x if x & 1 == sign else P - x, y)


BASE = decode(bytes.fromhex('58' + '66' * 31))


def h512(*parts):
    return int.from_bytes(hashlib.sha512(b''.join(parts)).digest(), 'little')


def keys(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], 'little') & (2**254 - 8) | 2**254
    return a, h[32:]


def public(seed):
    return encode(times(keys(seed)[0], BASE))


def sign(seed, message):
    a, prefix = keys(seed)
    r = h512(prefix, message) % L
    rb = encode(times(r, BASE))
    s = (r + h512(rb, public(seed), message) * a) % L
    return rb + s.to_bytes(32, 'little')


SMALL = []  # the points of small order, in canonical encoding
for y0 in range(2, 60):
    point = decode(y0.to_bytes(32, 'little'))
    if point:
        t = times(L, point)
        for i in range(8):
            e = encode(times(i, t))
            if e not in SMALL:
                SMALL.append(e)
assert len(SMALL) == 8


def verify(key, message, signature):
    """Kith's rule: canonical, S < L, no cofactor, no key of small order."""
    a = decode(key)
    s = int.from_bytes(signature[32:], 'little')
    if len(signature) != 64 or a is None or key in SMALL or s >= L:
        return False
    k = h512(signature[:32], key, message) % L
    return encode(add(times(s, BASE), neg(times(k, a)))) == signature[:32]


# --- the formats of docs/protocol/identity.md ------------------------------------------------------
def varint(n):
    out = b''
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def sized(b):
    return varint(len(b)) + b


def text(s):
    return sized(s.encode())


def label(name):
    return b'kith/' + name.encode() + b'/1\0'


def sha(name, *parts):
    return hashlib.sha256(label(name) + b''.join(parts)).digest()


def base32(b):
    import base64
    return base64.b32encode(b).decode().lower().rstrip('=')


def hkdf(salt, ikm, info, size):
    prk = hmac.new(salt or bytes(32), ikm, 'sha256').digest()
    out, block = b'', b''
    while len(out) < size:
        block = hmac.new(prk, block + info + bytes([len(out) // 32 + 1]), 'sha256').digest()
        out += block
    return out[:size]


def rules(fields):
    return varint(len(fields)) + b''.join(varint(t) + sized(v) for t, v in sorted(fields.items()))


def founding_claim(nonce, founder, name, time, fields):
    return b'\x01' + nonce + founder + text(name) + varint(time) + rules(fields)


def invitation_claim(board, inviter, invite_key, uses, expires, note):
    return board + inviter + invite_key + varint(uses) + varint(expires) + text(note)


def removal(board, removed, spaces):
    out = board + removed + varint(len(spaces))
    for space, chains in sorted(spaces.items()):
        out += space + varint(len(chains))
        for incarnation, seq, digest in sorted(chains):
            out += varint(incarnation) + varint(seq) + digest
    return out


def link(invitation, secret, name, addresses):
    body = invitation + secret + text(name) + varint(len(addresses)) + b''.join(map(text, addresses))
    size = 3 + len(body) + 4
    body = b'\x01' + size.to_bytes(2, 'little') + body
    return 'kith:' + base32(body + sha('link', body)[:4])


# --- the vectors -----------------------------------------------------------------------------------
# Keys of RFC 8032 section 7.1, tests 1 to 3: the founder, a member, a member of the member.
SEEDS = [
    bytes.fromhex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'),
    bytes.fromhex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
    bytes.fromhex('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7'),
]
FOUNDER, ANNA, BERT = map(public, SEEDS)
out = []


def vector(kind, name, **fields):
    out.append({'kind': kind, 'name': name}
               | {k: v.hex() if isinstance(v, bytes) else str(v) for k, v in fields.items()})


for i, key in enumerate((FOUNDER, ANNA, BERT)):
    vector('peer', 'RFC 8032 test %d' % (i + 1), key=key, text=base32(key))

for name in ('home', 'work', 'ö'):
    vector('partition', name, seed=SEEDS[0], label=name,
           derived=hkdf(b'', SEEDS[0], label('partition') + text(name), 32))


def founding(case, name, time, fields, plain):
    claim = founding_claim(bytes(range(16)), FOUNDER, name, time, fields)
    message = label('founding') + claim
    signature = sign(SEEDS[0], message)
    board = sha('board', claim, signature)
    vector('founding', case, nonce=bytes(range(16)), founder=FOUNDER, boardName=name, timeMillis=time,
           rules=plain, message=message, signature=signature, record=b'\x01' + claim + signature,
           board=board, boardText=base32(board))
    return claim + signature, board


founding('a board without limits', 'home', 1_790_000_000_000, {}, '0 0 0')
founding('a rule of a later version', 'Ünïcode ✓', 0,
         {3: b'odd', 6: varint(500), 9: b''}, '0 0 500 3=6f6464 9=')
record, board = founding('a board with limits', 'club', 1_790_000_000_001,
                         {2: varint(3), 4: varint(20), 6: varint(10_000)}, '3 20 10000')

for name in ('tasks', '~' + base32(ANNA), 'a/b ö'):
    vector('space', name, board=board, spaceName=name, space=sha('space', board, text(name)))


def invitation(case, seed, secret, uses, expires, note):
    inviter, invite_seed = public(seed), sha('invite-key', secret)
    claim = invitation_claim(board, inviter, public(invite_seed), uses, expires, note)
    message = label('invitation') + claim
    signature = sign(seed, message)
    name = sha('invitation-id', claim, signature)
    vector('invitation', case, board=board, inviter=inviter, secret=secret, inviteSeed=invite_seed,
           inviteKey=public(invite_seed), usesMax=uses, expiresAtMillis=expires, note=note,
           message=message, signature=signature, encoded=claim + signature, id=name)
    return claim + signature, name, invite_seed


def admission(case, inv, seed, time):
    encoded, name, invite_seed = inv
    member = public(seed)
    invite_message = label('admission') + board + name + member
    consent_message = label('consent') + board + name + member + varint(time)
    invite_signature, consent = sign(invite_seed, invite_message), sign(seed, consent_message)
    fields = encoded + member + varint(time) + invite_signature + consent
    vector('admission', case, invitation=encoded, member=member, timeMillis=time,
           inviteMessage=invite_message, consentMessage=consent_message,
           inviteSignature=invite_signature, consent=consent, record=b'\x02' + fields,
           id=sha('admission-id', fields))
    return fields


first = invitation('many uses, for ever', SEEDS[0], bytes(range(16, 32)), 0, 0, '')
second = invitation('one use, ends', SEEDS[1], bytes(range(32, 48)), 1, 1_790_000_600_000, 'for Bert')
a1 = admission('the founder lets Anna in', first, SEEDS[1], 1_790_000_100_000)
a2 = admission('Anna lets Bert in', second, SEEDS[2], 1_790_000_200_000)
vector('proof', 'of Bert', board=board, member=BERT, encoded=record + varint(2) + a1 + a2, checks=7)
vector('proof', 'of the founder', board=board, member=FOUNDER, encoded=record + varint(0), checks=1)

vector('revocation', 'of the second invitation', board=board, invitation=second[1], by=ANNA,
       record=b'\x03' + board + second[1] + ANNA)
tasks, notes = (sha('space', board, text(n)) for n in ('tasks', 'notes'))
h1, h2 = (hashlib.sha256(x).digest() for x in (b'one', b'two'))
vector('removal', 'of Bert, nothing decided', board=board, removed=BERT, spaces='',
       record=b'\x04' + removal(board, BERT, {}))
vector('removal', 'of Bert, two spaces', board=board, removed=BERT,
       spaces=' '.join(sorted([tasks.hex() + ':0/7/' + h1.hex() + ',2/300/' + h2.hex(), notes.hex() + ':'])),
       record=b'\x04' + removal(board, BERT, {tasks: [(0, 7, h1), (2, 300, h2)], notes: []}))
vector('part', 'of the removal of Bert', board=board, removed=BERT,
       spaces=tasks.hex() + ':1/9/' + h2.hex(),
       record=b'\x05' + removal(board, BERT, {tasks: [(1, 9, h2)]}))

for case, name, addresses in (('no address', 'club', []),
                              ('three addresses', 'Ünïcode ✓', ['192.0.2.7:4040', '[2001:db8::1]:1', 'kith.example:65535'])):
    vector('link', case, invitation=second[0], secret=bytes(range(32, 48)), boardName=name,
           addresses=' '.join(addresses), text=link(second[0], bytes(range(32, 48)), name, addresses))

# --- the signature rule ----------------------------------------------------------------------------
edges = []


def edge(name, key, message, signature, source='computed'):
    edges.append({'name': name, 'source': source, 'key': key.hex(), 'message': message.hex(),
                  'signature': signature.hex(), 'good': str(verify(key, message, signature)).lower()})


RFC = [  # RFC 8032 section 7.1: tests 1, 2, 3 and SHA(abc)
    (SEEDS[0], 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', b'',
     'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'),
    (SEEDS[1], '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', b'\x72',
     '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'),
    (SEEDS[2], 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', b'\xaf\x82',
     '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'),
]
for i, (seed, key, message, signature) in enumerate(RFC):
    assert public(seed).hex() == key and sign(seed, message).hex() == signature
    edge('RFC 8032 test %d' % (i + 1), public(seed), message, sign(seed, message), 'RFC 8032 section 7.1')
    edges[-1]['seed'] = seed.hex()
abc = hashlib.sha512(b'abc').digest()
edge('a hash as message', public(SEEDS[0]), abc, sign(SEEDS[0], abc))
edges[-1]['seed'] = SEEDS[0].hex()

M = b'kith'
good = sign(SEEDS[1], M)
edge('a bit of R flipped', ANNA, M, bytes([good[0] ^ 1]) + good[1:])
edge('a bit of S flipped', ANNA, M, good[:32] + bytes([good[32] ^ 1]) + good[33:])
edge('another message', ANNA, b'Kith', good)
edge('another key', BERT, M, good)
s = int.from_bytes(good[32:], 'little')
edge('S is not below the order of the group', ANNA, M, good[:32] + (s + L).to_bytes(32, 'little'))
edge('all zeros', ANNA, M, bytes(64))
for i, small in enumerate(SMALL):
    for j, r in enumerate(SMALL):
        k = h512(r, small, M) % L
        if encode(neg(times(k, decode(small)))) == r:
            edge('key %d of small order, S = 0' % i, small, M, r + bytes(32))
            break
for case, key in (('y = p + 0', P), ('y = p + 1', P + 1), ('y = 1 with the sign of x set', 1 | 1 << 255),
                  ('y = 2 is on no point', 2)):
    edge('no key: ' + case, key.to_bytes(32, 'little'), M, encode(ZERO) + bytes(32))
edge('R is not canonical', ANNA, M, (P + 1).to_bytes(32, 'little') + bytes(32))

# A key with a component of small order: A = a·B + T. With and without the cofactor differ.
torsion = next(decode(e) for e in SMALL if times(4, decode(e)) != ZERO)
a, prefix = keys(SEEDS[2])
mixed = encode(add(times(a, BASE), torsion))
seen = set()
for n in range(64):
    message = b'mixed %d' % n
    r = h512(prefix, message) % L
    rb = encode(times(r, BASE))
    k = h512(rb, mixed, message) % L
    signature = rb + ((r + k * a) % L).to_bytes(32, 'little')
    cofactorless = verify(mixed, message, signature)
    if cofactorless not in seen:
        seen.add(cofactorless)
        edge('a mixed key, good %s' % ('with and without the cofactor' if cofactorless else 'with the cofactor only'),
             mixed, message, signature)
assert len(seen) == 2
rt = encode(add(times(5, BASE), torsion))
k = h512(rt, ANNA, M) % L
edge('R has a component of small order', ANNA, M, rt + ((5 + k * keys(SEEDS[1])[0]) % L).to_bytes(32, 'little'))

# RFC 5869 appendix A, tests 1 to 3
HKDF = [
    (bytes(range(13)), b'\x0b' * 22, bytes(range(0xf0, 0xfa)), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'),
    (bytes(range(0x60, 0xb0)), bytes(range(0x50)), bytes(range(0xb0, 0x100)),
     'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87'),
    (b'', b'\x0b' * 22, b'', '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8'),
]
derived = []
for i, (salt, ikm, info, okm) in enumerate(HKDF):
    assert hkdf(salt, ikm, info, len(okm) // 2).hex() == okm
    derived.append({'name': 'RFC 5869 test %d' % (i + 1), 'salt': salt.hex(), 'material': ikm.hex(), 'about': info.hex(), 'output': okm})


def write(name, vectors):
    with open(name, 'w') as f:
        f.write(json.dumps(vectors, indent=2, ensure_ascii=False) + '\n')


write('identity.json', out)
write('ed25519.json', edges)
write('hkdf.json', derived)

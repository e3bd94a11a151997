"""The faults: a name, the script it is in, the text that stands there once, and what the fault makes of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One textual change of one script."""

    name: str
    file: str
    was: str
    now: str

    def apply(self, text: str) -> str:
        """The script with the fault; the text must stand there exactly once."""
        if text.count(self.was) != 1:
            raise ValueError(f"{self.name}: {self.file} holds {text.count(self.was)} times: {self.was}")
        return text.replace(self.was, self.now)


FAULTS = (
    Fault("accept ignores the fence", "accept", " or c.fence ~= tonumber(ARGV[6])", ""),
    Fault("accept of somebody else's offer", "accept", " or c.staff ~= ARGV[4]", ""),
    Fault("accept leaves the chat in the line", "accept", "  line_remove(c)\n", ""),
    Fault("accept leaves the offer's timer", "accept", "  call('ZREM', key_agenda(), 'c:' .. c.id)\n", ""),
    Fault(
        "every answer counts as the first",
        "accept",
        "local noted = c.answered and {} or first_answer",
        "local noted = first_answer",
    ),
    Fault("decline ignores the fence", "decline", " or c.fence ~= tonumber(ARGV[6])", ""),
    Fault("decline forgets who declined", "decline", "  c.missed = with_sorted(c.missed, s.id)\n", ""),
    Fault("nothing is matched after a decline", "decline", "  settle(opened, s, 'declined')\n", ""),
    Fault("nothing is matched after wrap-up", "ready", "  settle({}, s, 'ready')\n", ""),
    Fault("a stale fence may act", "lib/holding", "if fence and c.fence ~= tonumber(fence)", "if false"),
    Fault("anybody may act for the holder", "lib/holding", "if c.staff ~= staff", "if false"),
    Fault("any state will do", "lib/holding", "if c.state ~= state", "if false"),
    Fault("capacity off by one", "lib/staff", "return s.capacity - commas - 1", "return s.capacity - commas"),
    Fault("least free capacity first", "lib/staff", "s.idle - free * FREE_STEP", "s.idle + free * FREE_STEP"),
    Fault("shortest idle first", "lib/staff", "s.idle - free * FREE_STEP", "0 - s.idle - free * FREE_STEP"),
    Fault(
        "off duty stays in the indexes",
        "lib/staff",
        "  each_index(s, function(key) call('ZREM', key, s.id) end)\n",
        "",
    ),
    Fault("a breather does not count", "lib/staff", " and s.online == '1' and s.breather == 0", " and s.online == '1'"),
    Fault("somebody gone is on duty", "lib/staff", " and s.online == '1' and s.breather == 0", " and s.breather == 0"),
    Fault("a breather never starts", "lib/staff", "if s.breather < 0 and s.slots == ''", "if false"),
    Fault(
        "skills are ignored",
        "lib/able",
        "  if skills == '' then return key_able(language), nil end",
        "  do return key_able(language), nil end",
    ),
    Fault(
        "second skills are ignored",
        "lib/able",
        "return key_skilled(language, words[1]), #others > 0 and others or nil",
        "return key_skilled(language, words[1]), nil",
    ),
    Fault("offered to who missed it", "lib/match", "if not has(missed, id) then return", "if true then return"),
    Fault(
        "offered past the end of a lease",
        "lib/match",
        "    if not leased(id) then return nil end\n    if not has(missed, id) then return id end\n",
        "    if not has(missed, id) then return id end\n",
    ),
    Fault("the freed need no lease", "lib/match", "  if not leased(s.id) then return nil end\n", ""),
    Fault("by hand to who is gone", "assign", " or not leased(s.id)", ""),
    Fault("transfer to who is gone", "transfer", "  if not leased(to) then return 'not_available' end\n", ""),
    Fault("a lease that ran out is renewed", "renew", "kind == 'staff' and not leased(id)", "false"),
    Fault("missed by all is forever", "lib/match", "if again and all_missed(language, skills, missed)", "if false"),
    Fault("missed by one is by all", "lib/able", "return able > 0 and fresh == 0", "return true"),
    Fault(
        "the freed take what they missed",
        "lib/match",
        "  if has(missed, s.id) and not all_missed(language, skills, missed) then return nil end\n",
        "",
    ),
    Fault(
        "an offer keeps the fence",
        "lib/match",
        "c.fence = 'offered', s.id, c.fence + 1",
        "c.fence = 'offered', s.id, c.fence",
    ),
    Fault(
        "one match a transition",
        "lib/match",
        "  while (any or wants_more(freed)) and try_heads(opened, freed, cause, dry) do\n",
        "  if (any or wants_more(freed)) and try_heads(opened, freed, cause, dry) then\n",
    ),
    Fault(
        "one more offer than slots",
        "lib/match",
        "dry) do\n    if any then save_stale() end\n",
        "dry) do\n",
    ),
    Fault(
        "an offered chat stays in the pool",
        "lib/queue",
        "call('ZPOPMIN', key_bucket(sig))[1]",
        "call('ZRANGE', key_bucket(sig), 0, 0)[1]",
    ),
    Fault("a signature's first place is stale", "lib/queue", "    call('ZADD', key_heads(), head[2], sig)\n", ""),
    Fault("an empty signature stays", "lib/queue", "    call('ZREM', key_heads(), sig)\n", ""),
    Fault("since is not cleaned", "lib/queue", "  call('ZREM', key_since(c.language), c.id)\n", ""),
    Fault("the original place is lost", "lib/flow", "  if cause == 'lost' then to_front(c) end\n", "  c.place = now\n"),
    Fault("a lost chat is not put in front", "lib/flow", "  if cause == 'lost' then to_front(c) end\n", ""),
    Fault("taking back keeps the fence", "lib/flow", "'waiting', '', c.fence + 1", "'waiting', '', c.fence"),
    Fault("a supervisor stays behind", "lib/flow", "  s.entered = without(s.entered, c.id)\n", ""),
    Fault("going off duty keeps the offers", "lib/flow", "    withdraw_offers(s, 'requeued', opened)\n", ""),
    Fault(
        "two records for one chat",
        "lib/flow",
        "  unslot(s, c.id)\n  emit(h, h['end'])\n",
        "  unslot(s, c.id)\n  emit(h, h['end'])\n  emit(h, h['end'])\n",
    ),
    Fault("no record of who left waiting", "lib/flow", "  wake_teen(c)\n  emit(h, reason)\n", "  wake_teen(c)\n"),
    Fault("short waits count as late", "lib/flow", "waited > target(h.priority)", "waited > 30000"),
    Fault(
        "no tombstone",
        "lib/record",
        "  call('SET', key_tombstone(id), reason .. ' ' .. language, 'PX', TOMBSTONE_MS)\n",
        "",
    ),
    Fault("timers outlive their chat", "lib/record", "  call('ZREM', key_agenda(), 'c:' .. id, 't:' .. id)\n", ""),
    Fault("a dropped teen can be offered", "lib/presence", "  pool_remove(c)\n", ""),
    Fault(
        "grace in a chat as short as waiting",
        "lib/presence",
        "c.state == 'active' and 'teen_grace_active_ms' or 'teen_grace_waiting_ms'",
        "'teen_grace_waiting_ms'",
    ),
    Fault("lost staff keep their place in the crew", "lib/presence", "  call('SREM', key_crew(), s.id)\n", ""),
    Fault("somebody gone keeps their offers", "lib/presence", "  follow_duty(s, 'dropped')\n", ""),
    Fault("three misses instead of two", "lib/clock", ">= setting('misses_to_away')", "> setting('misses_to_away')"),
    Fault("an expired offer comes back", "lib/clock", "  c.missed = with_sorted(c.missed, s.id)\n", ""),
    Fault("a breather never ends", "lib/clock", "  s.breather = 0\n", ""),
    Fault("closing time keeps people waiting", "lib/clock", "      if may_turn_away(c) then", "      if false then"),
    Fault("a timer that moved runs too", "tick", "    if is_due(member) then", "    if true then"),
    Fault("a repeated request acts again", "lib/call", "    if before then return before end\n", ""),
    Fault("join ignores ageing", "join", "local place = now + setting('ageing:' .. ARGV[8])", "local place = now"),
    Fault("a second join is another chat", "join", "  if before then return come_again(before, ARGV[5]) end\n", ""),
    Fault("who ended may join again", "join", "  if ending then return refuse('chat_ended ' .. ending) end\n", ""),
    Fault("a second join connects nobody", "join", "  connect_teen(c, gateway, 0)\n", ""),
    Fault("a second join is matched with nobody", "join", "  settle(opened, nil, 'return')\n", ""),
    Fault("the blocked are let in", "lib/admission", "return till and tonumber(till) > now", "return false"),
    Fault("one too many waits", "lib/admission", "ahead >= limit", "ahead > limit"),
    Fault(
        "a closing desk admits",
        "lib/admission",
        "  if mode ~= 'open' then return mode end\n",
        "  if mode == 'closed' then return mode end\n",
    ),
    Fault(
        "admitted though it cannot be served",
        "lib/admission",
        "now + mean_wait(language, skills, alike) > closes_at",
        "now > closes_at",
    ),
    Fault(
        "a new priority loses the join time",
        "set_priority",
        "c.joined + setting('ageing:' .. priority)",
        "now + setting('ageing:' .. priority)",
    ),
    Fault("a transfer may come back", "transfer", "  c.missed = with_sorted(c.missed, s.id)\n", ""),
    Fault(
        "a transfer to somebody full",
        "transfer",
        "other.duty ~= '1' or free_slots(other) < 1 or",
        "other.duty ~= '1' or",
    ),
    Fault("by hand beyond capacity", "assign", "if s.duty ~= '1' or free_slots(s) < 1 or", "if s.duty ~= '1' or"),
    Fault("one person blocks", "confirm_block", "  if v[2] == ARGV[4] then return refuse('second_person') end\n", ""),
    Fault("wrap-up without end", "extend_wrap_up", "  if due >= last then return refuse('wrap_up_limit') end\n", ""),
    Fault("an old connection's drop counts", "drop", " or call('HGET', key_chat(c.id), 'generation') ~= ARGV[6]", ""),
    Fault(
        "an old console's drop counts",
        "staff_drop",
        "  if call('HGET', key_staff(s.id), 'generation') ~= ARGV[6] then return answer('+kept') end\n",
        "",
    ),
    Fault("an old connection takes the teen back", "rejoin", "if is_replaced(key_chat(id), held) and", "if false and"),
    Fault(
        "an old console takes the place back",
        "sign_on",
        "if is_replaced(key_staff(ARGV[4]), tonumber(ARGV[13])) then",
        "if false then",
    ),
    Fault("a number begins anew", "lib/presence", "held > 0 and held or math.max(before + 1, now)", "before + 1"),
    Fault("a return finds no counsellor", "rejoin", "  settle(opened, freed, 'return')\n", ""),
    Fault("a higher fence is ignored", "rejoin", "    if fence > c.fence then", "    if false then"),
    Fault("signing on changes the status", "sign_on", "  if s.status == '' then\n", "  do\n"),
    Fault("a claim wakes the dead", "sign_on", "call('EXISTS', key_tombstone(chat)) == 1 or ", ""),
    Fault("an older claim wins", "sign_on", " or c.fence > fence or", " or"),
    Fault("an uninvited supervisor enters", "enter", " or (invited ~= '*' and invited ~= ARGV[4])", ""),
    Fault("an offer is made in silence", "lib/match", "  wake_staff(s, c.id, '-')\n", ""),
    Fault(
        "a teen is not told of a lost counsellor",
        "lib/flow",
        "  wake_staff(s, c.id, why)\n  wake_teen(c)\n  note_fence(c)\nend",
        "  wake_staff(s, c.id, why)\n  note_fence(c)\nend",
    ),
    Fault(
        "a counsellor is not told what was taken away",
        "lib/flow",
        "  wake_staff(s, c.id, why)\n  wake_teen(c)\n  note_fence(c)\nend",
        "  wake_teen(c)\n  note_fence(c)\nend",
    ),
    Fault("a teen is not told who comes back", "sign_on", "  wake_their_teens(s)\n", ""),
    Fault("an offer leaves no trace", "lib/match", "  trace(c, cause, considered)\n", ""),
    Fault("who is full is called later in line", "lib/trace", "if free_slots(s) < 1 then", "if false then"),
    Fault(
        "who missed it is called later in line", "lib/trace", "has(c.missed, s.id) and 'missed' or 'later'", "'later'"
    ),
    Fault("memory overrules who set the service", "set_hours", "if v[1] then", "if v[1] and mode == '' then"),
    Fault("former hours overrule new ones", "set_hours", "if v[1] and ARGV[7] == '0' then", "if false then"),
    Fault(
        "a Redis that forgot its hours stays closed",
        "set_hours",
        "if v[1] and ARGV[7] == '0' then",
        "if ARGV[7] == '0' then",
    ),
    Fault("a service set by hand is lost with Redis", "set_hours", "if mode == '' then", "if true then"),
    Fault(
        "an invitation outlives its holder",
        "enter",
        "  if tonumber(asked[2]) ~= c.fence then return refuse('stale_fence ' .. c.fence) end\n",
        "",
    ),
    Fault(
        "a block proposal outlives its holder",
        "confirm_block",
        "  if tonumber(v[5]) ~= c.fence then return refuse('stale_fence ' .. c.fence) end\n",
        "",
    ),
    Fault("claims beyond capacity", "lib/restore", "if make_room(s, opened) then return", "if true then return"),
    Fault(
        "an offer keeps out a chat that was running", "lib/restore", "and c.state == 'offered' then", "and false then"
    ),
    Fault(
        "what a full holder held keeps its fence", "lib/restore", "place_front(c, fence + 1)", "place_front(c, fence)"
    ),
    Fault("teens give somebody more than they may hold", "sign_on", "if before == 0 then", "if false then"),
    Fault("what was not claimed is kept", "sign_on", "ipairs({ false, true })", "ipairs({ true, false })"),
    Fault(
        "a supervisor beside a lost counsellor is thrown out",
        "lib/presence",
        "if c.state == 'active' and is_here(c.supervisor) then",
        "if false then",
    ),
    Fault(
        "a chat is left to a supervisor who is gone",
        "lib/presence",
        "return id ~= '' and load_staff(id).online == '1'",
        "return id ~= ''",
    ),
    Fault(
        "taking over keeps the fence", "lib/flow", "= s.id, c.fence + 1, c.hands + 1", "= s.id, c.fence, c.hands + 1"
    ),
    Fault(
        "a supervisor who left may read on",
        "lib/flow",
        "  c.fence = c.fence + 1\n  call('HSET', key_chat(c.id), 'fence', c.fence)\n",
        "",
    ),
    Fault(
        "anybody sends a supervisor out", "step_out", "if c.supervisor ~= ARGV[4] then", "if c.supervisor == '' then"
    ),
    Fault("who reads along stays under a fence taken anew", "take_anew", "if c.supervisor ~= '' then", "if false then"),
    Fault("an entrance is not told", "enter", "  came(c, 'supervisor')\n", ""),
    Fault(
        "a second entrance is the first",
        "lib/comings",
        "c.id .. '|' .. c.fence .. '|' .. c[field]",
        "c.id .. '|' .. c[field]",
    ),
    Fault(
        "a place counts only its own wish",
        "lib/ahead",
        "return call('ZINTERCARD', count, unpack(keys)) > 0",
        "return false",
    ),
    Fault(
        "a place counts who waits for others",
        "lib/ahead",
        "return call('ZINTERCARD', count, unpack(keys)) > 0",
        "return true",
    ),
    Fault(
        "a place counts only its own wish, of many",
        "view_positions",
        "count_ahead(line.others, language,",
        "count_ahead({}, language,",
    ),
    Fault(
        "a place counts its own wish twice",
        "view_positions",
        "    if mate ~= wish then others",
        "    if true then others",
    ),
    Fault(
        "who has missed it is there for all or for none",
        "view_positions",
        "line.there[missed] = line.there[missed] or how_many",
        "line.there[missed] = select(2, next(line.there)) or how_many",
    ),
    Fault("one lease of many is renewed", "renew", "unpack(due))", "due[1], due[2])"),
    Fault(
        "a newcomer is told of no offer", "lib/view", "state = c.state, fence = c.fence", "state = 'waiting', fence = 0"
    ),
    Fault("who is served is told nothing else", "lib/view", "  if h.served then return end\n", ""),
    Fault(
        "who is not served is told nothing else",
        "lib/view",
        "  if h.served then return end\n",
        "  if true then return end\n",
    ),
    Fault("a place that may grow is told", "lib/ahead", "return tonumber(place) <= now + least", "return true"),
    Fault("who is not there is counted", "lib/presence", "  line_remove(c)\n", ""),
    Fault(
        "who declined and is not there is counted",
        "lib/flow",
        "then return pool_add(c) end\n  line_remove(c)\n",
        "then return pool_add(c) end\n",
    ),
    Fault("who comes back is in no line", "lib/presence", "  if c.state == 'waiting' then line_add(c) end\n", ""),
    Fault(
        "full though somebody is free",
        "lib/admission",
        " or candidate(language, skills, '') then",
        " then",
    ),
    Fault("anybody is there past the end of a lease", "lib/able", "    if not leased(id) then return nil end\n", ""),
    Fault(
        "who has missed it is there all the same",
        "lib/able",
        "return again and able or fresh",
        "return able",
    ),
    Fault("a skill nobody has is asked for", "transfer", "  if not there or again then return 'not_able' end\n", ""),
    Fault("a skill one has oneself is asked for", "transfer", "if not there or again then", "if not there then"),
    Fault(
        "a chat for nobody outlives the closing",
        "lib/clock",
        "not anybody(c.language, c.skills, c.missed)",
        "not anybody(c.language, '', '')",
    ),
    Fault(
        "an absent teen is missed",
        "lib/clock",
        "if c.online ~= '1' then return expire_unseen(c) end",
        "if false then return expire_unseen(c) end",
    ),
    Fault("of a teen whose gateway died nobody hears", "lib/clock", "  wake_holders(c)\n", ""),
    Fault("a ghost is missed", "lib/clock", "  follow_lease(c)\n", ""),
    Fault(
        "two at once are two in a row", "lib/clock", "if misses > 0 and offered_at < tonumber(v[2] or 0)", "if false"
    ),
    Fault("grace of a lost teen is talk", "lib/presence", "  pause_talk(c, last)\n", ""),
    Fault("a lease that ran out is talk", "lib/presence", "pause_talk(c, last)", "pause_talk(c, now)"),
    Fault("grace of a lost counsellor is talk", "lib/presence", "  pause_their_talks(s, last)\n", ""),
    Fault("talk goes on though one is away", "lib/talk", " or c.online ~= '1' or load_staff", " or load_staff"),
    Fault("talk does not go on when both are back", "lib/presence", "  resume_talk(c)\n", ""),
    Fault(
        "grace of a lost teen is waiting", "lib/record", "reason == 'lost' and tonumber(h.gone or now) or now", "now"
    ),
    Fault("the ended are told in no language", "lib/record", "reason .. ' ' .. language, 'PX'", "reason, 'PX'"),
    Fault("a hand-over is told as a leaving", "transfer", "all_go(c, 'handed_on')", "all_go(c, 'left')"),
    Fault("logout leaves the person", "sign_off", "  call('DEL', key_staff(s.id))\n", ""),
    Fault("a used code moves again", "redeem", "if v[3] and v[3] ~= device", "if false"),
    Fault("any code moves a chat", "redeem", "if v[1] ~= find", "if false"),
    Fault("a code is good for ever", "redeem", "if tonumber(v[2]) <= now", "if false"),
    Fault("a moved chat keeps its fence", "redeem", "    rise(c)\n", ""),
    Fault("a code repeated moves twice", "redeem", "  if not v[3] then\n", "  do\n"),
    Fault("who was left may ask for a code", "keep_code", "if moved_of(c.id) ~= tonumber(ARGV[5])", "if false"),
    Fault("the code before stays", "keep_code", "  forget_code(c.id)\n", ""),
    Fault("a code outlives its chat", "lib/record", "  forget_code(id)\n", ""),
    Fault("a page that closed loses its code's place", "lib/presence", ", code_until(c.id))", ", 0)"),
    Fault("a used code keeps the place", "lib/presence", "return v[2] and 0 or", "return"),
    Fault("the old device comes back", "rejoin", "if c and has_left(id, moved, device)", "if false"),
    Fault(
        "another device of one move comes in",
        "lib/moves",
        "return held > 0 and v[2] ~= '' and v[2] ~= device",
        "return false",
    ),
    Fault("the old wish finds the chat", "join", "  if moved_of(c.id) > 0 then return refuse('moved') end\n", ""),
    Fault("the old device ends the chat", "leave", "if ARGV[5] ~= '' and", "if false and"),
    Fault("a lost move keeps its fence", "rejoin", "    elseif anew then\n      rise(c)\n", ""),
    Fault("a lost move is forgotten", "rejoin", "  note_move(id, moved, device)\n", ""),
    Fault("a console's claim moves nothing", "sign_on", "tonumber(claim[12]) > moved_of(chat)", "false"),
    Fault("a console's claim keeps the fence", "sign_on", "    if fence <= c.fence then rise(c) end\n", ""),
    Fault("a console's claim forgets the move", "sign_on", "    note_move(chat, tonumber(claim[12]), '')\n", ""),
)

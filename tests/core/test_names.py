"""Whose name stands in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.names import Name, Text, folded
from bot.referrals.client_names import named_in

MARIA = "Dra. Maria de Souza"


@pytest.mark.parametrize(
    ("client", "text"),
    [
        ("Zuleika Quartzfeld", "Thanks, @zuleika_quartz is great"),
        ("Zuleika Quartzfeld", "#ZuleikaQuartzfeld"),
        ("Zuleika Quartzfeld", "#zuleikaquartzfeld rocks"),
        ("Zuleika Quartzfeld", "@quartzfeldzuleika"),
        ("Maria de Souza", "#mariadesouza"),
        ("Zuleika Quartzfeld", "ask zuleika.q about it"),
        ("Zuleika Quartzfeld", "the QUARTZFELDS"),
        ("Pat O'Brien", "OBrien was kind"),
        ("Pat O’Brien", "#PatOBrien"),
        ("Pat O'Brien", "Pat's garden"),
        ("Ana Élida Núñez", "aqui #AnaÉlida"),
        ("李明", "謝謝李明的介紹!"),
        ("李 小明", "小明很高興"),
        ("李小明", "李先生很高兴"),
        ("山田 太郎", "山田さんに感謝"),
        ("김민수", "민수씨에게 감사"),
        ("สมชาย ใจดี", "ขอบคุณคุณสมชายมาก"),
        (MARIA, "Thank you, Maria was a delight"),
        (MARIA, "obrigado pela SOUZA"),
        (MARIA, "Ma\u200bria liked it"),
        ("Dona Lia", "lia adorou"),
        ("Seu Zé Carlos", "o Carlos gostou"),
        ("Sr. Łukasz Wójcik", "lukasz called"),
        ("Søren Æbelø", "Soeren and Aebeloe"),
        ("Đức Nguyễn", "duc is happy"),
        ("Jürgen Müller", "Herr Mueller war da"),
        ("Juergen Mueller", "Jürgen war da"),
        ("Ana Beatriz Lima", "a Beatriz amou o bolo"),
        ("Ana", "Ana was great"),
        ("Li Wu", "Li Wu is great"),
        ("Van Damme", "damme!"),
        ("Марія Шевченко", "дякую, МАРІЯ"),
        ("Maria Souza", "Ｍａｒｉａ"),
        ("Nova Era Contabilidade", "a Nova Era pagou"),
        ("Nova Era Contabilidade", "falei com a Contabilidade deles, a NOVA"),
        ("Nova Smith", "I owe Nova a coffee"),
        ("Casa Nova", "the Casa Nova project"),
        ("Casa Nova", "#casanova"),
        ("Padaria Quartzo", "a padaria quartzo abriu"),
        ("Rosa Lima", "a rosa adorou"),
        ("Grace Hope", "grace loved it"),
        ("Will Young", "will called"),
        ("Nova Era Contabilidade", "Nova Era pagou"),
        ("Casa Nova", "Abriu! Casa Nova em Moema"),
        ("Nova Smith", "Thanks to Dr. Nova"),
        ("Nova Smith", "Thanks to J. Nova"),
        ("Casa Nova", "ABRIU A CASA NOVA"),
        ("Nova Smith", "#TeamNova"),
    ],
)
def test_a_client_is_noticed(client: str, text: str) -> None:
    assert named_in(text, ["João", client]) == client


@pytest.mark.parametrize(
    ("client", "text"),
    [
        (MARIA, "Thank you for the referral, doctor!"),
        (MARIA, "Dra. Paula de Lima came"),
        (MARIA, "mariachi music"),
        (MARIA, "so uza"),
        ("Maria Souza", ""),
        ("Li Wu", "li is great"),
        ("Seu Zé da Silva", "seu trabalho e o da Ana"),
        ("The Blue Bakery of Rio", "the best of all"),
        ("李明", "謝謝介紹"),
        ("Van der Berg", "the van is new"),
        ("Nova Era Contabilidade", "procuro uma nova contabilidade, era urgente"),
        ("Casa Nova", "quem vende uma casa nova?"),
        ("Padaria Quartzo", "a padaria da esquina"),
        ("Mais Saúde Ltda", "quero mais saúde para todos"),
        ("Good Life Studio", "a good studio for life"),
        ("First City Dental", "the first dental clinic in the city"),
        ("Ponto Certo", "o ponto certo da carne"),
        ("Nova Era Contabilidade", "Nova loja abriu"),
        ("Nova Era Contabilidade", "Abriu uma loja. Nova, e bonita!"),
        ("Nova Era Contabilidade", "Abriu?! «Nova» loja"),
        ("Nova Era Contabilidade", "Para vender:\n- Nova loja\nNova\nMoema\n2. Nova mesa\n**Nova** rua\n_Nova_ praça"),
        ("Good Life Studio", "(Good coffee.) “Good cake.” Studio wanted"),
        ("Água Boa", "Boa tarde! Boa semana a todos…  Boa sorte"),
        ("Nova Era Contabilidade", "NOVA LOJA ABRIU"),
    ],
)
def test_other_words_name_nobody(client: str, text: str) -> None:
    assert named_in(text, [client]) is None


def test_a_members_own_name_is_not_taken_for_a_client() -> None:
    assert named_in("Thanks, Bruno!", ["Bruno Reis"], others=["Bruno Alves"]) is None
    assert named_in("謝謝李明", ["李明"], others=["李明"]) is None
    assert named_in("Thanks, Bruno, for Reis!", ["Bruno Reis"], others=["Bruno Alves"]) == "Bruno Reis"


names = st.lists(
    st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=4, max_size=9), min_size=2, max_size=3
)


@given(names, st.sampled_from(["{} {}", "@{}_{}", "#{}{}", "{}.{}", "({}/{})", "{}'s {}", "x{}: {}"]))
def test_any_name_is_found_however_it_is_joined(parts: list[str], pattern: str) -> None:
    parts = [part.capitalize() for part in parts]
    text = f"thanks {pattern.format(parts[0], parts[-1])} ok"
    assert named_in(text, [" ".join(parts)]) is not None


@given(st.text(max_size=60))
def test_anything_is_taken_apart(text: str) -> None:
    assert all(each == folded(each) for each in Text(text).words if each.isascii())
    assert all(len(each) > 5 for each in Name(text).joined)
    assert all(len(each) > 1 for each in Name(text).pieces)


parts_of_names = st.one_of(
    st.text("aeioJMOöÜäßéł'’", min_size=1, max_size=4),
    st.sampled_from(
        ["da", "Dr.", "van", "Nova", "li", "Ｍａｒｉａ", "李", "小明", "สมชาย", "Ma\u200bria", "D'El", "x_y", "B.C", "7"]
    ),
)
pieces_of_texts = st.lists(st.sampled_from([" ", ". ", "s ", "", "'", "#", "\n"]) | parts_of_names, max_size=4)


@given(st.data())
def test_a_name_that_is_found_passes_the_first_look(data: st.DataObject) -> None:
    parts = data.draw(st.lists(parts_of_names, min_size=1, max_size=3))
    said = st.sampled_from([*parts, "".join(parts), *map(folded, parts), "".join(parts).upper()])
    text = "".join(data.draw(st.lists(said | pieces_of_texts.map("".join), max_size=5)))
    searched, name = Text(text), " ".join(parts)
    assert searched.may_name(name) or not searched.names(Name(name), frozenset())

"""Words that say nothing of what a need is about, in English and Portuguese: those of grammar, of asking, and of any business."""

from __future__ import annotations

_ENGLISH = """
a about after again all also always am an and another any anybody anyone anything are as ask at away be because been before being best better
between both but by call can cant come comes could day did didnt do does doesnt doing done dont down each either else even ever every everybody
everyone everything few find first for from get gets getting give go goes going good got great had happy has have havent having he help helps her
here hers hi him his hello how i id if ill im in instead into is isnt it its ive just keep kind know known knows last later less let lets like
little long look looking looks lot made make makes making many may maybe me meet mine more most mr mrs much must my myself near need needed
needing needs never new next no nobody none not nothing now of off often ok old on once one ones only or other others our ours out over
own people per perhaps person please put quite rather really recommend recommendation recommended right said same say says see seen shall she
should since so some somebody someone something soon such take tell than thank thanks that thats the their theirs them then there these they
thing things think this those though three through till time to today together told too toward two under until up upon urgent urgently us use used
very want wanted wants was way we week well went were what whats when where whether which while who whole whom whose why will wish with within
without wont work works would year years yes yet you your yours client clients customer customers friend friends
big business businesses companies company large small
"""
_PORTUGUESE = """
a agora ai ainda alem algo alguem algum alguma algumas alguns ali amigo amiga amigos amigas ano anos antes ao aos apenas aquela aquelas aquele
aqueles aquilo as assim ate atras bem boa boas bom bons cada caso cliente clientes coisa coisas com como conhece conhecem conheco conosco contra
cuja cujo da dao daquela daquele das de dela delas dele deles demais depois desde dessa desse desta deste deve devem devo dia dias disso disto do
dois dos duas e ela elas ele eles em entao entre era eram essa essas esse esses esta estao estar estas estava este estes estou eu faco faz fazer
fazendo fazem fica ficar foi fora foram for gente gostaria gostariamos ha hoje ia indica indicacao indicam indicar isso isto ja la lhe lhes logo
mais mal mas me melhor melhores menos mesma mesmo meu meus mim minha minhas muita muitas muito muitos na nada nao nas nem nenhum nenhuma ninguem
no nos nossa nossas nosso nossos nova novas novo novos num numa nunca o obrigada obrigado oi ola onde ontem os ou outra outras outro outros para
parte pela pelas pelo pelos per pessoa pessoas pode podem poder podia pois por porem porque posso pouca pouco precisa precisam precisamos
precisando preciso primeira primeiro procura procurando procuro pra pro proxima proximo qual qualquer quando quanto que quem quer quero queria
queremos querem quase recomenda recomendam sao se seja sem sempre ser sera seu seus si sim so sob sobre sou sua suas tal talvez tambem tanto tao
te tem tempo tenho ter teve tinha toda todas todo todos tres tudo um uma umas uns urgente usar vai vao vamos vem ver vez vezes voce voces vou
ajuda ajudar favor semana empresa empresas grande grandes negocio negocios pequena pequenas pequeno pequenos
"""

STOPWORDS = frozenset(f"{_ENGLISH} {_PORTUGUESE}".split())
"""In the form of `text.compared`: small letters without accents and apostrophes."""

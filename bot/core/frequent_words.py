"""Words of names that are frequent words as well, such as the first of “Nova Era”: in small letters they name nobody.

Given and family names that are words too, such as Rosa, Clara, Grace and Hope, are none of them: who writes “rosa” may mean her.
"""

from __future__ import annotations

_PORTUGUESE = """
agora ainda além algo alguém alguma alguns alto alta amanhã amigo amiga amigos amigas ano anos antes aqui área arte artes até bairro banco bar
barato base beleza bela belo bem boa boas bom bons brasil brasileira brasileiro cada café cafeteria caminho carro carros carne carnes casa casas caso
central centro certa certo cidade cliente clientes clínica clube coisa coisas com comercial comércio como condomínio construção construções
construtora consultoria contabilidade cozinha dança dela dele depois design dia dias digital doce doces dois duas ela ele eles empresa empresas
engenharia entre era escola escritório espaço especial essa esse esta estação este estilo estrela estrutura estúdio família farmácia fazenda festa
festas fez foi fora força forma frente futuro geral gente gestão global grande grandes grupo hoje hora horta hotel idade ideia ideias igual
imobiliária imóveis indústria instituto integral jardim jóia jovem lado lar legal leve livraria livre local loja lojas lugar mais marca marketing
máquinas mãe médica médico meia meio melhor menos mercado mesa mesma mesmo meu mídia minha moda moderna moderno móveis muito mulher mundo música
nacional não natural negócio negócios nossa nosso nova novas novo novos nunca obra obras odonto oficina online onde ótica outra outro padaria pai
país papel para parte passo paz pequena pequeno pet pizza pizzaria ponto pontos popular por porta posto praça praia prática prático prédio
premium primeira primeiro produção produtos profissional projeto projetos pronta pronto própria próprio pura puro qual qualidade que quem rápida
rápido real rede residencial restaurante roupa rua sabor salão saudável saúde segura segurança seguro seguros sempre seu seus sim simples sistemas
site só sobre social sol solução soluções sonho sorriso sua suas super tarde tecnologia tempo terra toda todas todo todos total tudo turismo
última único uma união universal útil vez verde vida viagem viagens vila viva você vocês
"""
_ENGLISH = """
about again agency all also always and another any apartment are art arts auto back bakery bank bar beauty best better big bike bistro book books
boutique building business cafe café cake cakes call came can capital car care cars center central centre church city class classic clean cleaning
client clients clinic club coffee company concept construction consulting corner country craft creative daily dance data day days deal deals dental
design designs digital direct dream dreams east easy engineering estate event events ever every express family farm fast fine first fit fitness
food foods for free fresh friend friends from full future garden gardens general gifts global gold golden good great group growth gym hair happy
have health help her here high him his home homes hotel house houses how idea ideas inn insurance into its job just kids kitchen know land
last law legal life light like line living local logistics look love made main make management many market marketing media medical meet modern
more most music natural near need network never new news next nice not now office old one online only open our out over own paint park partner
partners people perfect pet pets photo pizza place plus point power premium prime print pro products professional project projects property pure
quality quick real repair restaurant right road room safe sales salon school security service services shop simple sky smart smile social software
solution solutions some star start store street studio studios style super systems team tech technology that their them there these they this
time today top total town toys trade travel two universal urban use very view village was water way web week well were what when where which who
with wood work works world year years yes you your
"""
_KINDS_OF_COMPANY = "inc llc ltd ltda corp gmbh eireli mei epp limited limitada associados associates cia"

AS_WRITTEN = frozenset(f"{_PORTUGUESE} {_ENGLISH} {_KINDS_OF_COMPANY}".split())
